"""Images: which pictures are copies of one another, which have the same design, however they were cut or turned.

`facts` opens hostile bytes once (opening) and makes the look of the picture: signs (signs) of what stands in its
frames (frames, slant) and of pieces of them, and a small thumb. Looks whose signs are near (nearness, shelf) are laid
over each other (overlay); what agrees there is a pair (relation). All of it is a pure function of the bytes.
"""
