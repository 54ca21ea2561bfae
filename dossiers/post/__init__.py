"""The public post (BCCI): ordering, labels, handing over, what happened on the way, money that the postman took."""
