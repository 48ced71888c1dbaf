"""Campaigns: clusters that one hand may have written, joined by hard links, with the reason on every one of them.

Clusters that offer one contact, show copies of one picture, or name the account that posts the other are linked
(links); what links more clusters than one hand writes is a hub and joins nothing. Linked clusters are a campaign
(grouped), and between any two of them there is a path that can be shown. Adverts in other languages that offer the
same are similar (similar), never the same. All of it is a pure function of who holds what.
"""
