// SPDX-License-Identifier: GPL-2.0
#include "scenarios/yaml_tree.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/scenarios/input_error_text.hpp"
#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::scenarios {
namespace {

std::string parse_error(const std::string& text) {
  return input_error_text([&] { parse_yaml(text, "f.yaml"); });
}

TEST(ParseYaml, KeepsTextOrderAndPlaces) {
  const YamlNode root = parse_yaml(
      "# comment\n"
      "b: 6.10\n"
      "a:\n"
      "  - {x: \"1, 2\", y: }\n",
      "f.yaml");

  ASSERT_EQ(root.members.size(), 2U);
  EXPECT_EQ(root.members[0].key, "b");
  EXPECT_EQ(root.members[0].place.line, 2);
  EXPECT_EQ(root.members[0].place.column, 1);
  EXPECT_EQ(root.members[0].value.text, "6.10");
  EXPECT_EQ(root.members[0].value.place.column, 4);
  const YamlNode& map = root.find("a")->items.at(0);
  EXPECT_EQ(map.place.file, "f.yaml");
  EXPECT_EQ(map.place.line, 4);
  EXPECT_EQ(map.place.column, 5);
  EXPECT_EQ(map.find("x")->text, "1, 2");
  EXPECT_EQ(map.find("y")->kind, YamlNode::Kind::null);
  EXPECT_EQ(map.find("z"), nullptr);
}

TEST(ParseYaml, TakesAByteOrderMarkAndCarriageReturns) {
  const YamlNode root = parse_yaml(
      "\xef\xbb\xbf"
      "a: 1\r\nb: two words\r\n",
      "f.yaml");

  EXPECT_EQ(root.find("a")->text, "1");
  EXPECT_EQ(root.find("b")->text, "two words");
  EXPECT_EQ(root.members[0].place.column, 1);
}

TEST(ParseYaml, TakesTabsInsideText) {
  EXPECT_EQ(parse_yaml("a: 'x\ty'  \t# comment\n\t\nb: 1\n", "f.yaml").find("a")->text, "x\ty");
}

TEST(ParseYaml, RefusesBytesThatAreNotText) {
  EXPECT_EQ(parse_error("a: 1\nbc: \xff\n"), "f.yaml:2:5: byte 0xff: not UTF-8 text");
  EXPECT_EQ(parse_error(std::string("a: \0", 4)), "f.yaml:1:4: byte 0x00: not UTF-8 text");
  EXPECT_EQ(parse_error("a: \x1b[31m\n"), "f.yaml:1:4: byte 0x1b: not UTF-8 text");
  EXPECT_EQ(parse_error("a: \xc0\xaf\n"), "f.yaml:1:4: byte 0xc0: not UTF-8 text") << "overlong";
  EXPECT_EQ(parse_error("a: \xed\xa0\x80\n"), "f.yaml:1:4: byte 0xed: not UTF-8 text") << "surrogate";
  EXPECT_EQ(parse_error("a: \xe2\x82"), "f.yaml:1:4: byte 0xe2: not UTF-8 text") << "cut off";
}

TEST(ParseYaml, TakesTextInAnyLanguage) {
  EXPECT_EQ(parse_yaml("a: \u00fcber \u20ac \U0001f427\n", "f.yaml").find("a")->text, "\u00fcber \u20ac \U0001f427");
}

TEST(ParseYaml, BoundsTheNestingOfEveryForm) {
  constexpr int kDepth = 100'000;
  const std::string flow = std::string(kDepth, '[') + std::string(kDepth, ']');
  EXPECT_EQ(parse_error("a: " + flow), "f.yaml:1:35: nested deeper than 32 levels");
  std::string block;
  for (int i = 0; i < kDepth; ++i) block += "- ";
  EXPECT_EQ(parse_error("a:\n" + block), "f.yaml:2:63: nested deeper than 32 levels");
  std::string keys;
  for (int i = 0; i < kDepth; ++i) keys += "? ";
  EXPECT_EQ(parse_error(keys), "f.yaml:1:3: a key must be a word");
}

TEST(ParseYaml, BoundsTheSize) {
  const std::string head = "a: ";
  EXPECT_EQ(parse_error(head + std::string(kLargestFile - head.size(), 'x')), "no error");
  EXPECT_EQ(parse_error(head + std::string(kLargestFile - head.size() + 1, 'x')), "f.yaml: larger than 1 MiB");
}

TEST(ParseYaml, FindsDuplicatesInMapsOfAnySize) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "k" + std::to_string(i) + ": 1\n";
  EXPECT_EQ(parse_error(text), "no error");
  EXPECT_EQ(parse_error(text + "k49999: 2\n"), "f.yaml:50001:1: duplicate key 'k49999'; the first is in line 50000");
}

TEST(ParseYaml, ExpandsNoAliases) {
  EXPECT_EQ(parse_error("a: &x [1, 2]\nb: [*x, *x]\n"),
            "f.yaml:1:4: anchors and aliases (&, *) are not allowed here: write the value out");
}

TEST(ParseYaml, PutsTheKeyOfAnErrorOnOneShortLine) {
  const std::string error =
      parse_error("\"a\\nb" + std::string(200, 'x') + "\": 1\n\"a\\nb" + std::string(200, 'x') + "\": 2\n");
  EXPECT_EQ(error, "f.yaml:2:1: duplicate key 'a\\nb" + std::string(57, 'x') + "...'; the first is in line 1");
}

RC_GTEST_PROP(ParseYaml, AnswersAnyTextWithATreeOrAnInputError, ()) {
  const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "a", "key", ": ", ":", "- ", "? ", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ", ", "'", "\"", "\\", "#", " #",
      "|", ">-", "&x ", "*x", "!t ", "---\n", "...\n", "%YAML 1.2\n", "\t", "~", "@", "`", "\r\n", "<<"));
  std::string text;
  for (const std::string& word : words) text += word;
  try {
    RC_ASSERT(parse_yaml(text, "f.yaml").kind == YamlNode::Kind::map);
  } catch (const InputError& error) {
    RC_ASSERT(error.file() == "f.yaml");
    RC_ASSERT(std::string(error.what()).find('\n') == std::string::npos);
  }
}

TEST(LoadYaml, ReportsWhatCannotBeReadAtTheFileItself) {
  const TemporaryDirectory directory;
  const std::string missing = (directory.path() / "missing.yaml").string();
  EXPECT_EQ(input_error_text([&] { load_yaml(missing, Place{missing, 0, 0}); }),
            missing + ": cannot be read: No such file or directory");
  EXPECT_EQ(input_error_text([&] { load_yaml(directory.path(), Place{directory.path().string(), 0, 0}); }),
            directory.path().string() + ": cannot be read: it is a directory");
}

TEST(LoadYaml, ReportsWhatCannotBeReadWhereItIsNamed) {
  EXPECT_EQ(input_error_text([] { load_yaml("/nowhere/m.yaml", Place{"s.yaml", 3, 10}); }),
            "s.yaml:3:10: file '/nowhere/m.yaml' cannot be read: No such file or directory");
}

TEST(LoadYaml, StopsAtAFileThatDoesNotEnd) {
  EXPECT_EQ(input_error_text([] { load_yaml("/dev/zero", Place{"/dev/zero", 0, 0}); }), "/dev/zero: larger than 1 MiB");
}

}  // namespace
}  // namespace loopsim::scenarios
