libcore_la_SOURCES += \
	src/doc/doc.c src/doc/doc.h \
	src/doc/draw.c \
	src/doc/draw_before.c \
	src/doc/draw_when.c \
	src/doc/format.h \
	src/doc/glyph.c src/doc/glyph.h \
	src/doc/html.c \
	src/doc/html_page.c src/doc/html_page.h \
	src/doc/json.c \
	src/doc/json_in.c src/doc/json_in.h \
	src/doc/json_skim.c src/doc/json_skim.h \
	src/doc/json_tree.c src/doc/json_tree.h \
	src/doc/log_list.c src/doc/log_list.h \
	src/doc/jsonl.c \
	src/doc/language.c src/doc/language.h src/doc/language_table.h \
	src/doc/markup.h \
	src/doc/page.h \
	src/doc/picture.c \
	src/doc/schemas.c src/doc/schemas.h src/doc/schemas_table.h \
	src/doc/style.c \
	src/doc/svg.c \
	src/doc/table.c \
	src/doc/text.c \
	src/doc/tree.h \
	src/doc/versions.c src/doc/versions.h \
	src/doc/wrap.c \
	src/doc/writer.c src/doc/writer.h
