/* Contacts built by hand, as they come out of a correlator. */
#ifndef LENCR_TESTS_WHY_SCENE_H
#define LENCR_TESTS_WHY_SCENE_H

#include "observe/why_doc.h"

#define SCENE_AT INT64_C(1764338531482000)  /* 2025-11-28T14:02:11.482Z */
/* As hostile as a name can be once a reader has made it safe. */
#define SCENE_HOSTILE "\"><script>alert(1)</script><img src=x onerror=alert(2)>'&amp;.test"

/* Six contacts: proven, same burst, likely, possible, unexplained, suspicious
 * with hostile names. REPEAT times, an hour apart. */
void scene_report(struct arena *, size_t repeat, struct why_report *out);

#endif
