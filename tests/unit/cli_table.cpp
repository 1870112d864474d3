#include <gtest/gtest.h>

#include "services/cli/table.hpp"

namespace ledger::cli {
namespace {

TEST(CliTable, AlignsColumnsAndLeavesNothingBehindTheLast) {
  Table table(false);
  table.add({{"ID"}, {"NAME"}, {"STATUS"}});
  table.add({{"1"}, {"deploy"}, {"active"}});
  table.add({{"100"}, {""}, {"x"}});
  EXPECT_EQ(table.render(),
            "ID   NAME    STATUS\n"
            "1    deploy  active\n"
            "100          x\n");
}

TEST(CliTable, CountsColumnsOfTheTerminalAndNotBytes) {
  EXPECT_EQ(display_width("déjà"), 4U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("e\xCC\x81"), 1U);  // e and a combining acute accent
  EXPECT_EQ(display_width("🔑"), 2U);
  EXPECT_EQ(display_width(""), 0U);
  Table table(false);
  table.add({{"日本"}, {"|"}});
  table.add({{"déjà"}, {"|"}});
  table.add({{"e\xCC\x81"}, {"|"}});
  EXPECT_EQ(table.render(), "日本  |\ndéjà  |\ne\xCC\x81     |\n");
}

TEST(CliTable, KeepsItsWidthsFromPageToPage) {
  Table table(false);
  table.add({{"wide cell"}, {"1"}});
  EXPECT_EQ(table.render(), "wide cell  1\n");
  table.add({{"x"}, {"2"}});
  EXPECT_EQ(table.render(), "x          2\n");
  EXPECT_EQ(table.render(), "");
}

TEST(CliTable, HasColourOnlyWhereItIsWanted) {
  const Row row{{"a", Colour::red}, {"b", Colour::none}};
  Table coloured(true);
  coloured.add(row);
  EXPECT_EQ(coloured.render(), "\x1b[31ma\x1b[0m  b\n");
  Table plain(false);
  plain.add(row);
  EXPECT_EQ(plain.render(), "a  b\n");
}

TEST(CliText, ThatIsShownHasNoControlCharacters) {
  EXPECT_EQ(printable("a\x1b[31mb\nc\x7f"), "a?[31mb?c?");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "?31m");
  EXPECT_EQ(printable("\xC2\xA0ä日"), "\xC2\xA0ä日");
  EXPECT_EQ(printable("\xff\xC2"), "??");
  EXPECT_EQ(printable(""), "");
}

TEST(CliText, ThatReordersOrHidesIsShownEscaped) {
  EXPECT_EQ(printable("a\xE2\x80\xAE"
                      "b\xE2\x80\x8B"),
            "a\\u{202E}b\\u{200B}");
  EXPECT_EQ(printable("\xE2\x80\xA8"), "\\u{2028}");
  EXPECT_EQ(printable("\xE2\x9D\xA4\xEF\xB8\x8F"), "\xE2\x9D\xA4\xEF\xB8\x8F");
}

}  // namespace
}  // namespace ledger::cli
