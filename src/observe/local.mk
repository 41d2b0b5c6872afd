# the traffic readers, and what caused a contact
libcore_la_SOURCES += \
	src/observe/capture.c src/observe/capture.h \
	src/observe/contact.h \
	src/observe/correlate.h \
	src/observe/dns_message.c src/observe/dns_message.h \
	src/observe/dns_stream.c \
	src/observe/flow.c src/observe/flow.h src/observe/flow_parts.h \
	src/observe/flow_order.c \
	src/observe/flow_tcp.c \
	src/observe/flow_udp.c \
	src/observe/fragment.c src/observe/fragment.h \
	src/observe/frame.c src/observe/frame.h src/observe/frame_ip.c src/observe/frame_parts.h \
	src/observe/http_body.c src/observe/http_body.h \
	src/observe/http_head.c src/observe/http_head.h \
	src/observe/http_keep.c src/observe/http_keep.h \
	src/observe/hunt.c src/observe/hunt.h \
	src/observe/input.c src/observe/input.h src/observe/input_parts.h \
	src/observe/input_stream.c \
	src/observe/octets.c src/observe/octets.h \
	src/observe/pcap.c \
	src/observe/pcapng.c \
	src/observe/peek.c src/observe/peek.h \
	src/observe/peek_dns.c src/observe/peek_dns.h \
	src/observe/peek_http.c src/observe/peek_http.h \
	src/observe/peek_http_head.c \
	src/observe/peek_http_parts.h \
	src/observe/peek_http_sight.c \
	src/observe/peek_quic.c \
	src/observe/peek_tls.c src/observe/peek_tls.h \
	src/observe/peek_tls_message.c \
	src/observe/peek_tls_parts.h \
	src/observe/quic_packet.c src/observe/quic_packet.h \
	src/observe/reader.c src/observe/reader.h \
	src/observe/sighting.c src/observe/sighting.h \
	src/observe/sniff.c src/observe/sniff.h \
	src/observe/talk.c src/observe/talk.h \
	src/observe/tls_hello.c src/observe/tls_hello.h \
	src/observe/versions.c src/observe/versions.h
