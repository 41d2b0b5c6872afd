# unit tests of check
