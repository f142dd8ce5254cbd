// `reg2graph cite` beside RE2, which only finds where a citation may start.
#include <re2/re2.h>

#include <algorithm>
#include <istream>
#include <ostream>
#include <streambuf>

#include "bench/stages.h"
#include "bench/texts.h"
#include "engine/app/cite_lines.h"
#include "engine/core/json_writer.h"

namespace reg2graph::bench {
namespace {

constexpr char kAnchors[] =
    "\u00a7|C\\.F\\.R|CFR|U\\.S\\.C|USC|[Ss]ec(?:tions?|s?\\.)|[Pp]ara(?:graphs?)|[Pp]arts?|[Ss]ubparts?|"
    "[Aa]ppendi(?:x|ces)|[Cc]hapter|[Tt]itle|Pub\\. ?L|Public Law|Stat\\.|FR|Fed\\. Reg|E\\.O\\.|"
    "Executive Order|Proc|RIN";

class Anchors : public Stage {
 public:
  explicit Anchors(const Document& document) : texts_(TextsOf(document)), regex_(kAnchors) {}
  std::string name() const override { return "RE2 anchors"; }
  void Check() override {
    if (!regex_.ok() || Run() == 0) Die("RE2: no anchor");
  }
  uint64_t Run() override {
    uint64_t anchors = 0;
    for (const auto& [key, text] : texts_) {
      re2::StringPiece rest(text);
      while (RE2::FindAndConsume(&rest, regex_)) ++anchors;
    }
    return anchors;
  }

 private:
  const std::vector<std::pair<std::string, std::string>> texts_;
  const RE2 regex_;
};

class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string& text) { setg(text.data(), text.data(), text.data() + text.size()); }
};

// Counts the bytes, and the lines among them.
class CountingBuffer : public std::streambuf {
 public:
  uint64_t lines = 0;

 protected:
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    lines += static_cast<uint64_t>(std::count(text, text + size, '\n'));
    return size;
  }
};

class Cite : public Stage {
 public:
  explicit Cite(const Document& document) {
    for (const auto& [key, text] : TextsOf(document)) {
      ObjectWriter line(lines_);
      line.String("key", key);
      line.String("text", text);
      line.String("context", key);
      line.Close();
      lines_.push_back('\n');
      ++count_;
    }
  }
  std::string name() const override { return "reg2graph cite"; }
  std::string yardstick() const override { return "RE2 anchors"; }
  void Check() override {
    if (Run() != count_) Die("cite: an answer is missing");
  }
  uint64_t Run() override {
    ViewBuffer in(lines_);
    CountingBuffer out;
    std::istream input(&in);
    std::ostream output(&out);
    if (CiteLines(input, output) != 0) Die("cite: a bad line");
    return out.lines;
  }

 private:
  std::string lines_;
  uint64_t count_ = 0;
};

}  // namespace

std::unique_ptr<Stage> NewAnchors(const Document& document) { return std::make_unique<Anchors>(document); }
std::unique_ptr<Stage> NewCite(const Document& document) { return std::make_unique<Cite>(document); }

}  // namespace reg2graph::bench
