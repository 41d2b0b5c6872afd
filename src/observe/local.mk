# the traffic readers, and what caused a contact
libcore_la_SOURCES += \
	src/observe/adguard.c \
	src/observe/capture.c src/observe/capture.h \
	src/observe/cause_certs.c \
	src/observe/cause_elsewhere.c \
	src/observe/cause_evidence.c \
	src/observe/cause_fit.c \
	src/observe/cause_gather.c \
	src/observe/cause_grade.c \
	src/observe/cause_known.c \
	src/observe/cause_reasons.c \
	src/observe/contact.c src/observe/contact.h \
	src/observe/contact_claims.c \
	src/observe/contact_flags.c \
	src/observe/contact_groups.c \
	src/observe/contact_merge.c src/observe/contact_merge.h \
	src/observe/contact_object.c \
	src/observe/contact_pieces.c \
	src/observe/contact_questions.c \
	src/observe/contact_series.c \
	src/observe/content.c src/observe/content.h \
	src/observe/correlate.c src/observe/correlate.h src/observe/correlate_parts.h src/observe/correlate_run.h \
	src/observe/correlate_live.c src/observe/correlate_live.h \
	src/observe/cryptnet.c src/observe/cryptnet.h \
	src/observe/ct.c src/observe/ct.h \
	src/observe/dns_log.c \
	src/observe/dns_message.c src/observe/dns_message.h \
	src/observe/dns_stream.c \
	src/observe/eve.c src/observe/eve_parts.h \
	src/observe/eve_glance.c \
	src/observe/events.c src/observe/events_parts.h \
	src/observe/events_glance.c \
	src/observe/fetcher.c src/observe/fetcher.h \
	src/observe/fetcher_table.c \
	src/observe/flow.c src/observe/flow.h src/observe/flow_parts.h \
	src/observe/flow_live.c \
	src/observe/flow_order.c \
	src/observe/flow_tcp.c \
	src/observe/flow_udp.c \
	src/observe/fragment.c src/observe/fragment.h \
	src/observe/frame.c src/observe/frame_ip.c src/observe/frame_link.c src/observe/frame.h src/observe/frame_parts.h \
	src/observe/glance.c src/observe/glance.h \
	src/observe/har.c \
	src/observe/http_body.c src/observe/http_body.h \
	src/observe/http_head.c src/observe/http_head.h \
	src/observe/http_keep.c src/observe/http_keep.h \
	src/observe/hunt.c src/observe/hunt.h \
	src/observe/input.c src/observe/input.h src/observe/input_parts.h \
	src/observe/input_lines.c \
	src/observe/input_stream.c \
	src/observe/keep.c \
	src/observe/keep_candidates.c \
	src/observe/keep_files.c \
	src/observe/keep_hosts.c \
	src/observe/keep_interest.c \
	src/observe/keep_unread.c \
	src/observe/keep_certs.c \
	src/observe/keep_names.c \
	src/observe/keep_process.c \
	src/observe/keep_queue.c \
	src/observe/live.c src/observe/live.h \
	src/observe/live_filter.c src/observe/live_filter.h \
	src/observe/log_dns.c \
	src/observe/log_folder.c src/observe/log_folder.h \
	src/observe/log_parts.c src/observe/log_parts.h \
	src/observe/log_time.c src/observe/log_time.h \
	src/observe/log_values.c \
	src/observe/logs.h \
	src/observe/octets.c src/observe/octets.h \
	src/observe/owner.h src/observe/owner_parts.h \
	src/observe/owner_net.c src/observe/owner_net.h \
	src/observe/owner_proc.c src/observe/owner_proc.h \
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
	src/observe/proxy.c \
	src/observe/quic_packet.c src/observe/quic_packet.h \
	src/observe/reader.c src/observe/reader.h \
	src/observe/scan.h \
	src/observe/sighting.c src/observe/sighting.h \
	src/observe/sniff.c src/observe/sniff.h \
	src/observe/sock_diag.c src/observe/sock_diag.h \
	src/observe/stream_clock.c src/observe/stream_clock.h \
	src/observe/talk.c src/observe/talk.h \
	src/observe/tls_hello.c src/observe/tls_hello.h \
	src/observe/url_form.c src/observe/url_form.h \
	src/observe/versions.c src/observe/versions.h \
	src/observe/w3c.c \
	src/observe/why_doc.c src/observe/why_doc.h \
	src/observe/why_doc_cause.c \
	src/observe/why_doc_data.c \
	src/observe/why_doc_page.c \
	src/observe/why_doc_parts.h \
	src/observe/why_doc_picture.c \
	src/observe/why_doc_sums.c \
	src/observe/windows.c src/observe/windows.h \
	src/observe/windows_certs.c \
	src/observe/windows_event.c \
	src/observe/xml_pull.c src/observe/xml_pull.h \
	src/observe/zeek.c src/observe/zeek.h \
	src/observe/zeek_files.c \
	src/observe/zeek_folder.c \
	src/observe/zeek_glance.c \
	src/observe/zeek_row.c

# Of its own, since the process that looks up owners wants libsandbox, which the library must not.
noinst_LTLIBRARIES += libowner.la
libowner_la_SOURCES = src/observe/owner.c src/observe/owner_child.c
