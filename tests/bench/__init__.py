"""How fast it is: generated data, the limits of the machine, the peers, and one table of goals met or not."""
