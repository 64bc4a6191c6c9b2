package llm_test

import data.lib.cases_test as cases
import data.llm

# As for evidence: policy/fixtures/request_cases.json.
test_each_case if {
	wrong := [sprintf("%s %s: %v, not %s", [case.rule, case.name, states, case.state]) |
		some case in data.request_cases
		states := [result.state | some result in results(case); result.rule == case.rule]
		states != [case.state]
	]
	print(wrong)
	wrong == []
}

test_each_rule_has_cases if {
	{case.rule | some case in data.request_cases} == {id | some id in data.manifest.llm}
}

test_denies_what_fails_and_what_cannot_be_read if {
	every case in data.request_cases {
		denied := {finding.rule | some finding in llm.deny with input as document(case)}
		denied == {result.rule | some result in results(case); result.state != "pass"}
	}
}

test_names_what_to_use_instead if {
	case := {"patches": [{"op": "replace", "path": "/model/endOfLife", "value": 1}], "platform": {}}
	some finding in llm.deny with input as document(case)
	finding.remediation == "Use medium"
	finding.entity == "component:default/checkout"
	finding.owner == "group:default/platform"
}

test_denies_where_a_rule_fell_out if {
	some finding in llm.deny with input as data.fixtures.request
		with data.manifest.llm as ["LLM999"]
	finding.msg == "LLM999 gave no result"
}

test_each_rule_has_each_kind_of_case if {
	lacking := cases.lacking(data.manifest.llm, told)
	print(lacking)
	lacking == set()
}

told contains [case.rule, kind] if {
	some case in data.request_cases
	some result in results(case)
	result.rule == case.rule
	some kind in cases.of(case, result)
}

results(case) := given if {
	given := llm.results with input as document(case)
}

document(case) := object.union(json.patch(data.fixtures.request, case.patches), {"platform": case.platform})
