dist_man_MANS += man/lencr-world.5
