/* options_set: what each option does to the settings; used by the table in
 * options.c alone. Each returns false with *err set, or with *err untouched
 * for the plain "is not ARGUMENT". */
#ifndef LENCR_CLI_OPTIONS_SET_H
#define LENCR_CLI_OPTIONS_SET_H

#include "cli/settings.h"

#define SETTER(name) bool set_##name(struct settings *, const char *value, struct err *)

SETTER(trust); SETTER(untrusted); SETTER(crl); SETTER(ocsp); SETTER(name); SETTER(purpose);
SETTER(profile); SETTER(at); SETTER(revocation); SETTER(scope); SETTER(method); SETTER(max_age);
SETTER(max_depth); SETTER(policy); SETTER(explicit_policy); SETTER(inhibit_any);
SETTER(inhibit_mapping); SETTER(as_served); SETTER(fail_on); SETTER(warn_days);
SETTER(write_chain); SETTER(offline); SETTER(no_fetch); SETTER(host); SETTER(file);
SETTER(connect); SETTER(sni); SETTER(only_v4); SETTER(only_v6); SETTER(key); SETTER(nonce);
SETTER(jobs); SETTER(timeout); SETTER(refresh); SETTER(cache); SETTER(no_cache); SETTER(via);
SETTER(allow_private); SETTER(allow_port); SETTER(allow_https); SETTER(proxy); SETTER(max_crl);
SETTER(format); SETTER(json); SETTER(jsonl); SETTER(verbose); SETTER(quiet); SETTER(colour);
SETTER(port); SETTER(fault); SETTER(clock); SETTER(root_out); SETTER(ready); SETTER(help);
SETTER(version); SETTER(lang);
/* options_set_explain.c */
SETTER(serial); SETTER(issuer); SETTER(of_host); SETTER(needed); SETTER(all_hosts);
SETTER(hosts_format);
/* options_set_doors.c */
SETTER(starttls); SETTER(pass_file); SETTER(all_addresses); SETTER(resume); SETTER(sandbox);
SETTER(catalog);

/* options_set_bundle.c */
SETTER(record); SETTER(replay); SETTER(redact); SETTER(all); SETTER(max_size); SETTER(max_count);
SETTER(unused_for);

/* options_set_crl.c */
SETTER(find); SETTER(issuers); SETTER(ct_logs);

/* options_set_why.c */
SETTER(reader); SETTER(window); SETTER(client); SETTER(certs); SETTER(cts); SETTER(confirm);
SETTER(yes); SETTER(all_cas); SETTER(fail_grade); SETTER(max_flows); SETTER(why_format);

/* options_set_watch.c */
SETTER(interface); SETTER(for); SETTER(contact_count); SETTER(write); SETTER(watch_format);

#undef SETTER

#endif
