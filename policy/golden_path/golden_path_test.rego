package golden_path_test

import data.golden_path
import data.lib.cases_test as cases

# Each case changes the clean document by JSON patches, and names the one state
# that the rule then has: policy/fixtures/evidence_cases.json.
test_each_case if {
	wrong := [sprintf("%s %s: %v, not %s", [case.rule, case.name, states, case.state]) |
		some number, case in data.evidence_cases
		states := [result.state | some result in judged[number]; result.rule == case.rule]
		states != [case.state]
	]
	print(wrong)
	wrong == []
}

test_each_rule_has_cases if {
	{case.rule | some case in data.evidence_cases} == {id | some id in data.manifest.golden_path}
}

test_no_case_leaves_a_rule_out if {
	every number, _ in data.evidence_cases {
		{result.rule | some result in judged[number]} == {id | some id in data.manifest.golden_path}
	}
}

test_denies_what_fails_and_warns_of_the_rest if {
	case := {"patches": [{"op": "replace", "path": "/images/items/0/digest", "value": null}], "platform": {}}
	{finding.rule | some finding in golden_path.deny with input as document(case)} == {"GP020"}
	{finding.rule | some finding in golden_path.warn with input as document(case)} == set()
}

test_report_holds_every_result if {
	given := golden_path.report.warn with input as data.fixtures.clean
	{row.result | some row in given} == golden_path.results with input as data.fixtures.clean
}

test_data_of_the_platform_wins_over_the_input if {
	forged := {"platform": {"exceptions": data.fixtures.snapshot}}
	with_secret := object.union(data.fixtures.clean, {"secrets": {"items": [data.fixtures.secret]}})
	some result in golden_path.results with input as object.union(with_secret, forged) with data.platform as {}
	result.rule == "GP040"
	result.state == "fail"
}

test_an_excepted_finding_says_by_whom_and_for_how_long if {
	with_secret := object.union(data.fixtures.clean, {"secrets": {"items": [data.fixtures.secret]}})
	some finding in golden_path.warn with input as with_secret
		with data.platform as {"exceptions": data.fixtures.snapshot}
	finding.rule == "GP040"
	finding.exception == {"id": "EX-1", "approver": "user:default/bob", "daysLeft": 30}
}

test_a_rule_that_fell_out_is_told if {
	some result in golden_path.results with input as data.fixtures.clean
		with data.manifest.golden_path as array.concat(data.manifest.golden_path, ["GP999"])
	result.rule == "GP000"
	result.state == "fail"
	some finding in result.findings
	finding.msg == "GP999 gave no result"
}

test_a_rule_that_is_not_in_the_manifest_is_told if {
	some result in golden_path.results with input as data.fixtures.clean
		with data.manifest.golden_path as [id | some id in data.manifest.golden_path; id != "GP020"]
	result.rule == "GP000"
	some finding in result.findings
	finding.msg == "GP020 is not in the manifest"
}

judged[number] := given if {
	some number, case in data.evidence_cases
	not case.expected
	given := golden_path.results with input as document(case)
}

# A case may expect rules that are not there.
judged[number] := given if {
	some number, case in data.evidence_cases
	expected := array.concat(data.manifest.golden_path, case.expected)
	given := golden_path.results with input as document(case) with data.manifest.golden_path as expected
}

# Each rule is shown to hold and to be broken, both also at its boundary, and
# not to be readable.
test_each_rule_has_each_kind_of_case if {
	lacking := cases.lacking(data.manifest.golden_path, told)
	print(lacking)
	lacking == set()
}

test_a_rule_without_its_cases_is_told if {
	of_gp021 := [case | some case in data.evidence_cases; case.rule == "GP021"]
	given := told with data.evidence_cases as of_gp021
	cases.lacking(["GP020", "GP021"], given) == {["GP020", kind] | some kind in cases.kinds}
}

told contains [case.rule, kind] if {
	some number, case in data.evidence_cases
	some result in judged[number]
	result.rule == case.rule
	some kind in cases.of(case, result)
}

document(case) := object.union(json.patch(data.fixtures.clean, case.patches), {"platform": case.platform})
