"""The rules of the centre: what a tap means, what it costs, who counts. Pure; standard library only."""
