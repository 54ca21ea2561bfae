"""Which procedures go on line first, what is reviewed every year, which solutions are being built, who is late.

ST-18 to ST-20, HG-5, QN-11.2."""
