# METADATA
# title: Use of models
# description: |
#   What the proxy asks before each attempt: `results`, one per rule. A request
#   is allowed if no rule denies and all rules of the manifest have answered.
package llm

# METADATA
# entrypoint: true
results contains result if {
	some id
	result := data.llm.rules[id].result
}

deny contains finding if {
	some result in results
	some finding in result.findings
}

deny contains {"rule": id, "msg": concat(" ", [id, "gave no result"])} if {
	some id in data.manifest.llm
	not id in {result.rule | some result in results}
}
