# worlds tests
