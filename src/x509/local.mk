libcore_la_SOURCES += \
	src/x509/cert.h \
	src/x509/name.h \
	src/x509/der.h \
	src/x509/crl.h \
	src/x509/ocsp.h \
	src/x509/sig.h \
	src/x509/pem.h \
	src/x509/handshake.h \
	src/x509/sct.h
