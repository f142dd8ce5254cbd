// Which numbers are reserved?
MATCH (d:Division {reserved: true})
WHERE d.id STARTS WITH "/us/cfr/t99/"
RETURN d.type AS what, d.identifier AS number, trim(d.label) AS label
ORDER BY d.id
