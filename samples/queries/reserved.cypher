// Which numbers of title 99 are reserved?
MATCH (d:Division {title: 99})
WHERE d.reserved
RETURN d.type AS what, d.identifier AS number, trim(d.heading) AS heading
ORDER BY d.id
