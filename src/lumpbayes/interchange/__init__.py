"""Networks in other programs' file formats: BIF, XMLBIF, NET, XDSL, UAI."""
