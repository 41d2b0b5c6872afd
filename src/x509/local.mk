libcore_la_SOURCES += \
	src/x509/bundle.c \
	src/x509/cert.c src/x509/cert.h \
	src/x509/cert_ext.c src/x509/cert_ext.h \
	src/x509/content.c \
	src/x509/crl.c src/x509/crl.h \
	src/x509/crl_entry.c src/x509/crl_entry.h \
	src/x509/crl_index.c src/x509/crl_index.h \
	src/x509/der.c src/x509/der.h \
	src/x509/extension.c src/x509/extension.h \
	src/x509/general_name.c \
	src/x509/handshake.c src/x509/handshake.h \
	src/x509/name.c src/x509/name.h \
	src/x509/ocsp.c src/x509/ocsp.h \
	src/x509/ocsp_certid.h \
	src/x509/ocsp_form.c src/x509/ocsp_form.h \
	src/x509/ocsp_request.c \
	src/x509/oid.c src/x509/oid.h \
	src/x509/pem.c src/x509/pem.h \
	src/x509/pkcs12.c src/x509/pkcs12.h \
	src/x509/points.c src/x509/points.h \
	src/x509/sct.c src/x509/sct.h \
	src/x509/sig.c src/x509/sig.h
