#include "services/feeds/feed_door.hpp"

#include <algorithm>

#include "events/log/json_writer.hpp"
#include "events/log/record_line.hpp"

namespace ledger::feeds {

using token::Position;

namespace {

/// Records that one piece of a read looks at, and all pieces of a page.
constexpr std::size_t piece_max = 512;
constexpr std::uint64_t records_per_page_max = 100'000;
/// Items that a stream has in memory at once.
constexpr std::size_t items_per_write = 64;
constexpr std::chrono::milliseconds busy_pause{100};

}  // namespace

void FeedDoor::add_routes(http::Router& router) {
  http::Route route;
  route.methods = {boost::beast::http::verb::get};
  route.pattern = "/v1/" + std::string(source_.name());
  route.admission = [this](http::Exchange& exchange) { return admit(exchange); };
  route.handler = [this](http::Exchange& exchange) { return serve(exchange); };
  router.add(std::move(route));
}

bool FeedDoor::admit(http::Exchange& exchange) const {
  if (!access_.admit(exchange, {})) return false;
  auto refused = refusal_of(access::caller_of(exchange));
  if (!refused) return true;
  access_.refuse(exchange.response, *std::move(refused));
  return false;
}

std::optional<http::Problem> FeedDoor::refusal_of(const access::Caller& caller) const {
  bool has_scope = false;
  const auto judge = [&](const projections::HotToken& found, token::Timestamp) {
    has_scope = std::ranges::any_of(options_.scopes, [&](std::string_view scope) {
      return token::any_scope_covers(found.scopes, scope);
    });
  };
  const auto finding = access_.tokens().untold().check(caller.digest, judge);
  if (finding != access::Finding::active) return access::unauthorized(finding);
  if (!has_scope) return access::insufficient_scope(options_.scopes.front());
  return std::nullopt;
}

http::Task<void> FeedDoor::serve(http::Exchange& exchange) {
  auto problem = co_await access_.await_view(exchange.request, exchange.executor);
  if (problem) co_return access_.refuse(exchange.response, *std::move(problem));
  auto read = read_feed_query(exchange.request, options_.filters, page_type());
  if (auto* bad = std::get_if<http::Problem>(&read)) {
    co_return access_.refuse(exchange.response, std::move(*bad));
  }
  auto query = std::get<FeedQuery>(std::move(read));
  problem = note_follower(query);
  if (problem) co_return access_.refuse(exchange.response, *std::move(problem));
  if (query.token) query.token_owner = source_.owner_of(*query.token);
  if (query.after) {
    problem = co_await await_position(*query.after, exchange.executor);
    if (problem) co_return access_.refuse(exchange.response, *std::move(problem));
  }
  if (query.streams) {
    co_await stream(exchange, std::move(query));
  } else {
    co_await page(exchange, std::move(query));
  }
}

std::optional<http::Problem> FeedDoor::note_follower(const FeedQuery& query) const {
  if (options_.reports == nullptr || query.follower.empty()) return std::nullopt;
  // Whoever waits for an answer is there.
  const auto until = log::boot_time_now() + query.wait;
  if (options_.reports->note_follower(query.follower, query.applied, until)) return std::nullopt;
  return access::too_many("too-many-followers", "Too many followers",
                          "As many followers as this node waits for have asked lately. Follow "
                          "another node.",
                          std::chrono::seconds(10));
}

http::Task<std::optional<http::Problem>> FeedDoor::await_position(Position after,
                                                                  http::Executor executor) {
  const bool reached = co_await gate_.wait_for(after, executor, options_.position_wait);
  if (reached) co_return std::nullopt;
  co_return access::unavailable(
      "position-not-reached",
      "This node has not reached the position that this is to go on from. Try again; if it stays "
      "so, the position is of another ledger, or of this one before it was restored "
      "(Ledger-Epoch): then begin anew.");
}

http::Task<std::optional<FeedDoor::Page>> FeedDoor::read(const FeedQuery& query, Position through,
                                                         std::size_t count_max,
                                                         http::Executor executor) {
  if (query.after && *query.after >= through) co_return Page{{}, *query.after};
  if (query.after && !source_.reads_the_log()) {
    auto newest = tail_.read(*query.after, through, query, count_max);
    if (newest) co_return Page{std::move(newest->items), newest->last};
  }
  Page page;
  // Who takes less than was read from the log would have it opened anew to go on.
  const auto looked_at = source_.reads_the_log() ? std::min(piece_max, count_max) : piece_max;
  const auto read_piece = [&] {
    page.last =
        take_wanted(source_.read(query.after, through, looked_at), query, count_max, page.items);
  };
  if (!co_await scans_.run(read_piece, executor)) co_return std::nullopt;
  co_return page;
}

http::Task<void> FeedDoor::page(http::Exchange& exchange, FeedQuery query) {
  const auto asked = std::chrono::steady_clock::now();
  const auto deadline = asked + query.wait;
  const auto caller = access::caller_of(exchange);
  const auto first = query.after ? query.after->value() + 1 : 0;
  const Position end(first + records_per_page_max - 1);
  Page found;
  found.last = query.after.value_or(Position(0));
  for (;;) {
    const auto through = std::min(gate_.applied().value_or(Position(0)), end);
    auto piece = co_await read(query, through, query.limit - found.items.size(), exchange.executor);
    if (!piece) co_return access_.refuse(exchange.response, access::too_many_lists());
    std::ranges::move(piece->items, std::back_inserter(found.items));
    query.after = found.last = piece->last;
    if (found.items.size() >= query.limit || found.last >= end) break;
    if (found.last < through) continue;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (!found.items.empty() || left <= std::chrono::milliseconds(0)) break;
    std::ignore = co_await gate_.wait_for(found.last.next(), exchange.executor, left);
  }
  // It may have waited for long.
  if (auto refused = refusal_of(caller)) {
    co_return access_.refuse(exchange.response, *std::move(refused));
  }
  const auto applied = gate_.applied().value_or(Position(0));
  exchange.response.status(200);
  access_.write_position(exchange.response, applied);
  if (source_.reads_the_log()) {
    write_lines(exchange.response, found, found.last < applied, asked);
  } else {
    write_page(exchange.response, found, found.last < applied);
  }
}

std::string_view FeedDoor::page_type() const noexcept {
  return source_.reads_the_log() ? "application/jsonl" : "application/json";
}

void FeedDoor::write_page(http::Response& response, const Page& page, bool more) const {
  std::string text;
  log::JsonWriter json(text);
  json.begin_object().key(source_.name()).begin_array();
  for (const auto& item : page.items) json.raw(item.json);
  json.end_array().key("last_position").number(page.last.value());
  json.key("more").boolean(more).end_object();
  response.body(page_type(), text);
}

void FeedDoor::write_lines(http::Response& response, const Page& page, bool more,
                           std::chrono::steady_clock::time_point asked) const {
  std::string text;
  for (const auto& item : page.items) text.append(item.json) += '\n';
  log::AnswerEnd end;
  end.last_position = page.last;
  end.more = more;
  // In this order, and rounded so: whoever asked counts on no more than is proved.
  end.waited =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - asked);
  const auto age = access_.age().age_of(page.last, log::boot_time_now());
  if (age) end.complete_age = std::chrono::ceil<std::chrono::milliseconds>(*age);
  log::append_answer_end(text, end);
  response.body(page_type(), text += '\n');
}

http::Task<void> FeedDoor::stream(http::Exchange& exchange, FeedQuery query) {
  /// Counted while it is open.
  struct Open {
    std::atomic<std::uint64_t>& count;
    explicit Open(std::atomic<std::uint64_t>& streams) : count(streams) { ++count; }
    ~Open() { --count; }
  };
  using Clock = std::chrono::steady_clock;
  const Open open(streams_);
  const auto caller = access::caller_of(exchange);
  auto& response = exchange.response;
  response.status(200);
  access_.write_position(response);
  // nginx would hold it back until its buffer is full.
  response.header("X-Accel-Buffering", "no").begin("text/event-stream");
  auto next_heartbeat = Clock::now();
  // From now on, where it does not say from where.
  if (!query.after) query.after = gate_.applied().value_or(Position(0));
  while (!refusal_of(caller)) {
    if (Clock::now() >= next_heartbeat) {
      write_heartbeat(response, *query.after);
      next_heartbeat = Clock::now() + heartbeat_interval;
    }
    const auto through = gate_.applied().value_or(Position(0));
    auto found = co_await read(query, through, items_per_write, exchange.executor);
    if (found) {
      query.after = found->last;
      write_items(response, found->items);
    }
    if (!co_await exchange.stream->send()) co_return;
    if (found && found->last < gate_.applied().value_or(Position(0))) continue;
    const runtime::PositionGate::Alarm alarm(gate_, query.after->next(), exchange.executor,
                                             [&] { exchange.stream->wake(); });
    const auto until = found ? next_heartbeat : Clock::now() + busy_pause;
    if (!co_await exchange.stream->rest(until)) co_return;
  }
}

void FeedDoor::write_items(http::Response& response, const std::vector<FeedItem>& items) const {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    // Who has it goes on behind the position: so only the last item of one has it.
    const bool is_last = i + 1 == items.size() || items[i + 1].position != items[i].position;
    if (is_last) text.append("id: ").append(std::to_string(items[i].position.value())) += '\n';
    text.append("event: ").append(source_.item_name());
    text.append("\ndata: ").append(items[i].json).append("\n\n");
    if (text.size() < http::Response::piece_max / 2) continue;
    response.piece(text);
    text.clear();
  }
  if (!text.empty()) response.piece(text);
}

void FeedDoor::write_heartbeat(http::Response& response, Position last) const {
  std::string data;
  log::JsonWriter json(data);
  json.begin_object().key("position").number(last.value()).key("view_age_ms");
  if (const auto age = access_.age().age()) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(*age).count();
    json.number(static_cast<std::uint64_t>(ms));
  } else {
    json.null();
  }
  json.end_object();
  std::string text = "id: " + std::to_string(last.value());
  response.piece(text.append("\nevent: heartbeat\ndata: ").append(data).append("\n\n"));
}

}  // namespace ledger::feeds
