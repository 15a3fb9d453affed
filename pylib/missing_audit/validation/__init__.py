"""How often the methods err, where the truth is known: simulated tables, one scenario a method."""
