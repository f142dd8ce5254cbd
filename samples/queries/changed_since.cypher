// What has changed in title 99 since June 1, 2016?
MATCH (d:Division {title: 99})-[a:AMENDED_BY]->(page)
// Every load makes this index; in a database without it, leave the line out.
USING INDEX d:Division(title)
WHERE a.date >= "2016-06-01"
RETURN a.date AS day, d.citation AS what, d.heading AS heading, page.citation AS by
ORDER BY day DESC, d.id
