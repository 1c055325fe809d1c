"""Independent model of the hardware's arithmetic: plain integers, textbook formulas, no dependency."""
