// Which official comments interpret which provisions of part 12?
MATCH (:Resource {id: "/us/cfr/t99/p12/supI"})-[:HAS_PARAGRAPH*1..]->(comment)-[:INTERPRETS]->(provision)
RETURN provision.id AS provision, comment.id AS comment_id, comment.text AS text
ORDER BY provision, comment.seq
