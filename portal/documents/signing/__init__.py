"""Signing and checking signatures (PAdES, RFC 3161). pyHanko is read only where something is signed or checked."""
