# unit tests of known
