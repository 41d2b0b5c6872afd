# unit tests of lab
