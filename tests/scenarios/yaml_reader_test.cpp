// SPDX-License-Identifier: GPL-2.0
#include "scenarios/yaml_reader.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "scenarios/layered_section.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::scenarios {
namespace {

// A tree and its root as a Value.
struct Document {
  explicit Document(const std::string& text) : tree(parse_yaml(text, "f.yaml")), root(tree, "") {}

  YamlNode tree;
  Value root;
};

TEST(Value, ConvertsEachType) {
  const Document d(
      "text: two words\n"
      "integer: 16\n"
      "number: 0.5\n"
      "boolean: true\n"
      "duration: 1.5ms\n"
      "size: 4k\n"
      "distribution: exponential(40us)\n"
      "word: dm-loop\n"
      "list: [a, b]\n");

  EXPECT_EQ(d.root.require("text").text(), "two words");
  EXPECT_EQ(d.root.require("integer").integer(1, 16), 16U);
  EXPECT_EQ(d.root.require("integer").small_integer(16, 20), 16);
  EXPECT_EQ(d.root.require("number").number(0, 1), 0.5);
  EXPECT_TRUE(d.root.require("boolean").boolean());
  EXPECT_EQ(d.root.require("duration").duration(0, sim::kSecond), 1'500'000);
  EXPECT_EQ(d.root.require("size").size(512, 8192), 4096U);
  EXPECT_EQ(d.root.require("distribution").distribution(), sim::Distribution::exponential(40'000));
  EXPECT_EQ(d.root.require("word").word(kTargetWords), models::Target::dm_loop);
  ASSERT_EQ(d.root.require("list").items().size(), 2U);
  EXPECT_EQ(d.root.require("list").items()[1].text(), "b");
  EXPECT_EQ(d.root.require("list").items()[1].path(), "list[1]");
}

TEST(Value, NamesFilePlaceAndPathOfWhatItRefuses) {
  const Document d("a:\n  b: {c: many}\n");
  const Value c = d.root.require("a").require("b").require("c");

  EXPECT_EQ(c.path(), "a.b.c");
  try {
    c.integer(1, 9);
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_EQ(error.file(), "f.yaml");
    EXPECT_EQ(error.line(), 2);
    EXPECT_EQ(error.column(), 10);
    EXPECT_EQ(error.message(), "a.b.c: expected an integer from 1 to 9, got 'many'");
    EXPECT_STREQ(error.what(), "f.yaml:2:10: a.b.c: expected an integer from 1 to 9, got 'many'");
  }
}

TEST(Value, ChecksBounds) {
  const Document d("n: 10\n");
  const Value n = d.root.require("n");

  EXPECT_EQ(input_error_text([&] { n.integer(11, 20); }), "f.yaml:1:4: n: expected an integer from 11 to 20, got '10'");
  EXPECT_EQ(input_error_text([&] { n.number(0, 9.5); }), "f.yaml:1:4: n: expected a number from 0 to 9.5, got '10'");
  EXPECT_EQ(input_error_text([&] { n.duration(20, 1000); }),
            "f.yaml:1:4: n: expected a duration from 20ns to 1us (a bare number is ns), got '10'");
  EXPECT_EQ(input_error_text([&] { n.size(512, 4096); }),
            "f.yaml:1:4: n: expected a size from 512 to 4KiB (a bare number is bytes), got '10'");
}

TEST(Value, TellsWhatItFoundInsteadOfAScalar) {
  const Document d("nothing:\nlist: [1]\nmap: {a: 1}\nempty: ''\n");

  EXPECT_EQ(input_error_text([&] { d.root.require("nothing").text(); }),
            "f.yaml:1:1: nothing: expected text, got nothing");
  EXPECT_EQ(input_error_text([&] { d.root.require("list").text(); }), "f.yaml:2:7: list: expected text, got a list");
  EXPECT_EQ(input_error_text([&] { d.root.require("map").boolean(); }),
            "f.yaml:3:6: map: expected true or false, got a map");
  EXPECT_EQ(input_error_text([&] { d.root.require("empty").text(); }), "f.yaml:4:8: empty: expected text, got ''");
}

TEST(Value, TakesFoldedTextAsOneLine) {
  const Document d("folded: >\n  one\n  two\nliteral: |\n  one\n  two\n");

  EXPECT_EQ(d.root.require("folded").text(), "one two");
  EXPECT_EQ(d.root.require("literal").paragraph(), "one\ntwo");
  EXPECT_EQ(input_error_text([&] { d.root.require("literal").text(); }),
            "f.yaml:4:10: literal: expected one line of text, got several");
}

TEST(Value, RefusesControlCharactersThatAreEscaped) {
  const Document d("a: \"bell \\a\"\n");

  EXPECT_EQ(input_error_text([&] { d.root.require("a").text(); }),
            "f.yaml:1:4: a: expected UTF-8 text without control characters");
}

TEST(Section, RefusesUnknownKeysAtOnce) {
  const Document d("bs: 4k\niodpeth: 4\n");

  EXPECT_EQ(input_error_text([&] { Section(d.root, {"bs", "iodepth"}); }),
            "f.yaml:2:1: unknown key 'iodpeth' at the top level; did you mean 'iodepth'? (allowed: bs, iodepth)");
}

TEST(Section, RefusesKeysThatNobodyUsed) {
  const Document d("m: {bs: 4k, iodepth: 4}\n");
  Section section(d.root.require("m"), {"bs", "iodepth"});

  section.find("bs");
  EXPECT_EQ(input_error_text([&] { section.finish(); }), "f.yaml:1:13: unused key 'iodepth' in m: nothing reads it");
  section.peek("iodepth");
  EXPECT_NE(input_error_text([&] { section.finish(); }), "no error") << "a peek is no use";
  section.require("iodepth");
  EXPECT_EQ(input_error_text([&] { section.finish(); }), "no error");
}

TEST(Section, NamesAMissingKey) {
  const Document d("m: {bs: 4k}\n");
  Section section(d.root.require("m"), {"bs", "rw"});

  EXPECT_EQ(section.find("rw"), std::nullopt);
  EXPECT_EQ(input_error_text([&] { section.require("rw"); }), "f.yaml:1:4: missing key 'rw' in m");
}

class LayeredSectionTest : public ::testing::Test {
 protected:
  LayeredSection over_defaults(const std::string& name) {
    return {name, Section(document_.root.require(name), keys_), &defaults_};
  }

  std::vector<std::string> keys_ = {"bs", "rw"};
  Document document_{"defaults: {bs: 4k, rw: read}\none: {}\ntwo: {rw: write}\n"};
  Section defaults_{document_.root.require("defaults"), keys_};
};

TEST_F(LayeredSectionTest, PrefersItsOwnKeys) {
  LayeredSection one = over_defaults("one");
  LayeredSection two = over_defaults("two");

  EXPECT_EQ(one.require("rw").text(), "read");
  EXPECT_EQ(two.require("rw").text(), "write");
  EXPECT_EQ(two.require("bs").text(), "4k");
}

TEST_F(LayeredSectionTest, LeavesDefaultsThatNobodyTookUnused) {
  LayeredSection two = over_defaults("two");
  two.find("rw");
  two.find("bs");

  EXPECT_EQ(input_error_text([&] { defaults_.finish("no case takes it"); }),
            "f.yaml:1:20: unused key 'rw' in defaults: no case takes it");
}

TEST_F(LayeredSectionTest, PassesOverMeaninglessDefaultsButRefusesMeaninglessKeysOfItsOwn) {
  const auto objection = [](const Value&) { return std::string("no use"); };
  LayeredSection one = over_defaults("one");
  LayeredSection two = over_defaults("two");

  EXPECT_EQ(one.find("rw", objection), std::nullopt);
  EXPECT_EQ(input_error_text([&] { two.find("rw", objection); }), "f.yaml:3:7: unused key 'rw' in two: no use");
}

}  // namespace
}  // namespace loopsim::scenarios
