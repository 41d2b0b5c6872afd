liblab_la_SOURCES += \
	src/lab/answer.c src/lab/answer.h \
	src/lab/answer_body.c \
	src/lab/answer_find.c \
	src/lab/builtin.h \
	src/lab/ecdsa.c src/lab/ecdsa.h \
	src/lab/fault.c src/lab/fault.h \
	src/lab/issue.h \
	src/lab/issue_cert.c \
	src/lab/issue_crl.c \
	src/lab/issue_extensions.c \
	src/lab/issue_name.c \
	src/lab/issue_ocsp.c \
	src/lab/keys.c src/lab/keys.h \
	src/lab/lab.c src/lab/lab.h \
	src/lab/lab_source.c \
	src/lab/ocsp_request.c \
	src/lab/primes.c src/lab/primes.h \
	src/lab/put.c src/lab/put.h \
	src/lab/reader.h \
	src/lab/site.c \
	src/lab/world.c src/lab/world.h \
	src/lab/world_cert.c \
	src/lab/world_crl.c \
	src/lab/world_ocsp.c \
	src/lab/world_resolve.c \
	src/lab/world_site.c \
	src/lab/world_value.c

# The built-in world is a text; the tool carries its bytes.
nodist_liblab_la_SOURCES += src/lab/builtin_world.c
EXTRA_DIST += src/lab/builtin.world
CLEANFILES += src/lab/builtin_world.c

src/lab/builtin_world.c: $(srcdir)/src/lab/builtin.world src/lab/$(am__dirstamp)
	$(AM_V_GEN)( echo '#include "lab/builtin.h"'; \
	echo 'const unsigned char builtin_world[] = {'; \
	od -An -v -tu1 $(srcdir)/src/lab/builtin.world | \
		$(AWK) '{ for (i = 1; i <= NF; i++) printf "%s,", $$i; printf "\n" }'; \
	echo '};'; \
	echo 'const size_t builtin_world_size = sizeof builtin_world;' ) >$@.tmp && mv $@.tmp $@
