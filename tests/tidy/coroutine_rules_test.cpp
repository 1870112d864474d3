// The scanner is seen to find each trap, and to leave alone what only looks like one.

#include "tests/tidy/coroutine_rules.hpp"

#include <gmock/gmock.h>

namespace ledger::tidy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// The statements as they would stand in a coroutine.
SourceFiles coroutine(const std::string& body) {
  return {{"a.cpp", "Awaitable<void> run() {\n" + body + "\n}\n"}};
}

Complaints crowded(const std::string& body) { return crowded_awaits(coroutine(body)); }

TEST(CrowdedAwaits, TwoInOneStatement) {
  EXPECT_THAT(crowded("use(co_await a(), co_await b());"),
              ElementsAre("a.cpp:2: two co_await in one statement"));
  EXPECT_THAT(crowded("if (co_await a() && co_await b()) { go(); }"), SizeIs(1));
  EXPECT_THAT(crowded("const auto x = co_await\n    first(co_await second());"), SizeIs(1));
}

TEST(CrowdedAwaits, BracesInTheStatement) {
  EXPECT_THAT(crowded("\nco_await send(Answer{200});"),
              ElementsAre(HasSubstr("a.cpp:3: braces in a statement")));
  EXPECT_THAT(crowded("Answer x{co_await read()};"), SizeIs(1));
  EXPECT_THAT(crowded("auto x = co_await read({});"), SizeIs(1));
  EXPECT_THAT(crowded("while (auto x = co_await read(Limits{})) { go(); }"), SizeIs(1));
  EXPECT_THAT(crowded("co_return Answer{co_await read()};"), SizeIs(1));
  EXPECT_THAT(crowded("std::vector<int> x = co_await f(std::vector<int>{1});"), SizeIs(1));
  EXPECT_THAT(crowded("co_await co_spawn(e, [] { go(); }, use_awaitable);"), SizeIs(1));
}

TEST(CrowdedAwaits, BlocksAreNotBracesOfTheStatement) {
  EXPECT_THAT(crowded("if (co_await a()) { go(); } else { co_await b(); }"), IsEmpty());
  EXPECT_THAT(crowded("for (;;) { co_await a(); }\nwhile (co_await b()) { go(Answer{1}); }"),
              IsEmpty());
  EXPECT_THAT(crowded("do { co_await a(); } while (co_await b());"), IsEmpty());
  EXPECT_THAT(crowded("try { co_await a(); } catch (const Error& e) { log(e); }"), IsEmpty());
  EXPECT_THAT(crowded("switch (k) { case 1: { co_await a(); break; } default: co_await b(); }"),
              IsEmpty());
  EXPECT_THAT(crowded("{ co_await a(); }\nco_await b();"), IsEmpty());
}

TEST(CrowdedAwaits, NeighboursDoNotCount) {
  EXPECT_THAT(crowded("Answer answer{200};\nco_await send(std::move(answer));"), IsEmpty());
  EXPECT_THAT(crowded("co_await a();\nco_await b();"), IsEmpty());
  EXPECT_THAT(crowded("auto f = [] { return Answer{1}; };\nco_await g(f);"), IsEmpty());
}

TEST(CrowdedAwaits, FunctionBodiesAreBlocks) {
  EXPECT_THAT(crowded_awaits({{"a.cpp",
                               "auto f() -> Awaitable<int> { co_return co_await g(); }\n"
                               "class X { Awaitable<void> h() const noexcept { co_await g(); } };\n"
                               "X::X() : a_(1), b_{2} { }\n"
                               "namespace n { Awaitable<void> k(X x) { co_await x.h(); } }\n"}}),
              IsEmpty());
}

TEST(CrowdedAwaits, CommentsAndLiteralsAreNotCode) {
  EXPECT_THAT(crowded("co_await a();  // not { co_await }"), IsEmpty());
  EXPECT_THAT(crowded("co_await a(\"{ co_await }\", '{', R\"x({ \" co_await })x\", 1'000);"),
              IsEmpty());
  EXPECT_THAT(crowded("co_await a(/* { co_await } */);"), IsEmpty());
}

TEST(CapturingCoroutines, AreFoundInEveryForm) {
  EXPECT_THAT(capturing_coroutines(
                  coroutine("co_spawn(e, [&]() -> Awaitable<void> { co_await a(); }, detached);")),
              ElementsAre("a.cpp:2: a lambda with captures is a coroutine"));
  EXPECT_THAT(capturing_coroutines(coroutine("auto f = [x]() -> A { if (x) { co_return; } };")),
              SizeIs(1));
  EXPECT_THAT(capturing_coroutines(coroutine("go([this] { co_await a(); co_await b(); });")),
              SizeIs(1));
}

TEST(CapturingCoroutines, OthersAreLeftAlone) {
  EXPECT_THAT(capturing_coroutines(coroutine("go([] { co_await a(); });")), IsEmpty());
  EXPECT_THAT(capturing_coroutines(coroutine("go([&] { f(); });\nco_await a();")), IsEmpty());
  EXPECT_THAT(capturing_coroutines(coroutine("auto [a, b] = f();\nif (x[1]) { co_await a; }")),
              IsEmpty());
  EXPECT_THAT(capturing_coroutines(coroutine("for (auto& [k, v] : m) { co_await go(k); }")),
              IsEmpty());
  EXPECT_THAT(capturing_coroutines(coroutine("[[maybe_unused]] int y[3] = {1};\nco_return;")),
              IsEmpty());
}

TEST(PrintableSecrets, AreFound) {
  EXPECT_THAT(printable_secrets({{"a.hpp",
                                  "\nstd::ostream& operator<<(std::ostream& out, "
                                  "const TokenSecret& secret);"}}),
              ElementsAre("a.hpp:2: a TokenSecret must not print"));
  EXPECT_THAT(printable_secrets({{"a.hpp",
                                  "std::ostream& operator<<(std::ostream& out, TokenId id);\n"
                                  "void take(TokenSecret secret);"}}),
              IsEmpty());
}

}  // namespace
}  // namespace ledger::tidy
