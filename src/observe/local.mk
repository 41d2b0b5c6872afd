# the traffic readers, and what caused a contact
libcore_la_SOURCES += \
	src/observe/capture.c src/observe/capture.h \
	src/observe/contact.c src/observe/contact.h \
	src/observe/correlate.h \
	src/observe/ct.c src/observe/ct.h \
	src/observe/events.c \
	src/observe/flow.c src/observe/flow.h src/observe/flow_parts.h \
	src/observe/flow_order.c \
	src/observe/flow_tcp.c \
	src/observe/flow_udp.c \
	src/observe/fragment.c src/observe/fragment.h \
	src/observe/frame.c src/observe/frame_ip.c src/observe/frame.h src/observe/frame_parts.h \
	src/observe/input.c src/observe/input.h src/observe/input_parts.h \
	src/observe/input_stream.c \
	src/observe/log_parts.c src/observe/log_parts.h \
	src/observe/log_time.c src/observe/log_time.h \
	src/observe/log_values.c \
	src/observe/pcap.c \
	src/observe/pcapng.c \
	src/observe/reader.c src/observe/reader.h \
	src/observe/sighting.c src/observe/sighting.h \
	src/observe/talk.h \
	src/observe/versions.c src/observe/versions.h \
	src/observe/why_doc.c src/observe/why_doc.h \
	src/observe/why_doc_cause.c \
	src/observe/why_doc_data.c \
	src/observe/why_doc_page.c \
	src/observe/why_doc_parts.h \
	src/observe/why_doc_picture.c \
	src/observe/why_doc_sums.c
