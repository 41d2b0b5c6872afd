# unit tests of doc
