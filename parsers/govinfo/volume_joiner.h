#ifndef REG2GRAPH_PARSERS_GOVINFO_VOLUME_JOINER_H_
#define REG2GRAPH_PARSERS_GOVINFO_VOLUME_JOINER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/document.h"
#include "engine/core/padded_buffer.h"
#include "parsers/xml/div_scanner.h"

namespace reg2graph {

// A title of several volumes as one DIV1. Each volume is a DIV1 of its own; a subtitle, chapter, subchapter,
// part or subpart that was open at the end of one goes on in the next, under its heading again. What is
// between two volumes, the headings that are repeated and the notes that are the same again are left out;
// other notes follow the continuation. A title of one volume passes unchanged. `input` must outlive it.
class VolumeJoiner : public ByteStream {
 public:
  explicit VolumeJoiner(ByteStream& input) : input_(input) {}
  absl::StatusOr<size_t> Read(char* out, size_t size) override;

 private:
  enum class Mode : uint8_t {
    kPass,     // within a volume
    kBetween,  // after a DIV1
    kMatch,    // at the beginning of the next volume: does what was open go on?
    kOff,      // what is nested wrongly is the splitter's to report
  };
  struct Div {
    int number = 0;
    std::string tag = {};
    std::string lead = {};      // what is in it before the first DIV
    bool has_lead = false;      // all of that
    std::string deferred = {};  // what a later volume adds before the first DIV
  };

  absl::Status Fill();
  void Scan();
  void Text(std::string_view text);
  void Handle(const Mark& mark, std::string_view tag);
  void Open(int number, std::string_view tag, bool is_empty);
  void Close(int number, std::string_view tag);
  void PassClose(int number, std::string_view tag);
  void BeginMatch();
  void Settle();
  void Diverge();
  void Release();
  void GiveUp();

  ByteStream& input_;
  PaddedBuffer window_;  // read and not scanned
  DivScanner scanner_;
  bool ended_ = false;
  Mode mode_ = Mode::kPass;
  std::vector<Div> open_;
  std::vector<Div> closed_;  // by the end tags at hand, the inner ones first
  std::string held_;         // those end tags, and what is after a DIV1
  std::vector<Div> path_;    // what was open at the end of the last volume, the DIV1 first
  size_t matched_ = 0;       // how many of path_ go on
  Div candidate_;            // the next that may; number 0: none
  std::string lead_;         // the bytes after the last tag, in kMatch
  std::string ready_;
  size_t taken_ = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_GOVINFO_VOLUME_JOINER_H_
