# unit tests of verify
