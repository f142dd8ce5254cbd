// Which official comments interpret which provisions of part 12?
MATCH (comment:Paragraph)-[:INTERPRETS]->(provision:Resource)
WHERE comment.id STARTS WITH "/us/cfr/t99/p12/supI/"
RETURN provision.id AS provision, comment.id AS comment_id, comment.text AS text
ORDER BY provision, comment.seq
