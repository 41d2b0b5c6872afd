# the traffic readers
