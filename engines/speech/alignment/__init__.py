"""Forced alignment: cepstra and a text's phone graph in, the best path through the graph out."""
