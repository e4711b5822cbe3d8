"""A simulated Hugging Face Hub: the real wire protocol over real HTTP on loopback.

It shares nothing with the client but time, so that their agreement means something.
"""
