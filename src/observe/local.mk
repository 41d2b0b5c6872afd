# the traffic readers, and what caused a contact
libcore_la_SOURCES += \
	src/observe/contact.h \
	src/observe/correlate.h \
	src/observe/capture.c src/observe/capture.h \
	src/observe/flow.c src/observe/flow.h src/observe/flow_parts.h \
	src/observe/flow_tcp.c \
	src/observe/flow_order.c \
	src/observe/flow_udp.c \
	src/observe/fragment.c src/observe/fragment.h \
	src/observe/frame.c src/observe/frame.h src/observe/frame_ip.c src/observe/frame_parts.h \
	src/observe/input.c src/observe/input.h src/observe/input_parts.h \
	src/observe/input_stream.c \
	src/observe/pcap.c \
	src/observe/pcapng.c \
	src/observe/reader.c src/observe/reader.h \
	src/observe/sighting.c src/observe/sighting.h \
	src/observe/talk.h \
	src/observe/versions.c src/observe/versions.h
# the readers of logs
libcore_la_SOURCES += \
	src/observe/adguard.c \
	src/observe/cryptnet.c src/observe/cryptnet.h \
	src/observe/dns_log.c \
	src/observe/eve.c \
	src/observe/events.c \
	src/observe/har.c \
	src/observe/log_folder.c src/observe/log_folder.h \
	src/observe/log_parts.c src/observe/log_parts.h \
	src/observe/log_time.c src/observe/log_time.h \
	src/observe/log_values.c \
	src/observe/logs.h \
	src/observe/proxy.c \
	src/observe/w3c.c \
	src/observe/windows.c src/observe/windows.h \
	src/observe/windows_event.c \
	src/observe/xml_pull.c src/observe/xml_pull.h \
	src/observe/zeek.c src/observe/zeek.h \
	src/observe/zeek_folder.c \
	src/observe/zeek_row.c
