"""Pictures: what is written in a picture: its text (OCR) and its QR codes, each where its library is installed.

Run words.py:look in the killable worker only: pictures are hostile bytes.
"""
