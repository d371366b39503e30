// SPDX-License-Identifier: GPL-2.0
#include "scenarios/yaml_text.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "scenarios/yaml_tree.hpp"

namespace loopsim::scenarios {
namespace {

TEST(YamlText, QuotesOnlyWhereNeeded) {
  EXPECT_EQ(yaml_text("xfs"), "xfs");
  EXPECT_EQ(yaml_text("56.5us"), "56.5us");
  EXPECT_EQ(yaml_text("../machines/vm.yaml"), "../machines/vm.yaml");
  EXPECT_EQ(yaml_text("lognormal(1us, cv 0.3)"), "\"lognormal(1us, cv 0.3)\"");
  EXPECT_EQ(yaml_text(""), "\"\"");
  EXPECT_EQ(yaml_text("null"), "\"null\"");
  EXPECT_EQ(yaml_text("say \"hi\"\n"), "\"say \\\"hi\\\"\\n\"");
}

RC_GTEST_PROP(YamlText, ReadsBackAsTheSameText, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::oneOf(
      rc::gen::inRange<char>(1, 127), rc::gen::element(':', '#', '{', '}', ',', '\'', '"', '\\', '\n', ' ')));
  const std::string yaml = "block: " + yaml_text(text) + "\nflow: {a: [" + yaml_text(text) + ", b]}\n";
  const YamlNode root = parse_yaml(yaml, "f.yaml");
  RC_ASSERT(root.find("block")->text == text);
  RC_ASSERT(root.find("flow")->find("a")->items.at(0).text == text);
}

}  // namespace
}  // namespace loopsim::scenarios
