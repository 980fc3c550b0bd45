"""Mentions → Record: keys, canonical names, EDTF values, links. The publication date is the only clock."""
