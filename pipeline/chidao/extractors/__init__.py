"""Page → Mentions: what stands where. No values, no clock: meaning is given in `chidao.resolve`."""
