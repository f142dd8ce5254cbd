"""Other ways into Neo4j, each loading the graph that reg2graph wrote to csv: files."""
