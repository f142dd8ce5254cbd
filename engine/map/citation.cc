#include "engine/map/citation.h"

#include <algorithm>

#include "engine/map/citation_context.h"
#include "engine/map/citation_reader.h"
#include "engine/map/citation_scanner.h"

namespace reg2graph {

namespace {

// Its sections are cited by bare numbers, which are no anchors.
constexpr std::string_view kBareNumbers = "/us/cfr/t48/";

}  // namespace

std::string_view NameOf(CitationRule rule) {
  switch (rule) {
    case CitationRule::kCfr: return "CFR";
    case CitationRule::kShorthand: return "title/part";
    case CitationRule::kSection: return "section";
    case CitationRule::kBareSection: return "bare section";
    case CitationRule::kStatuteSection: return "section of a statute";
    case CitationRule::kParagraph: return "paragraph";
    case CitationRule::kPart: return "part";
    case CitationRule::kSubpart: return "subpart";
    case CitationRule::kAppendix: return "appendix";
    case CitationRule::kAnnex: return "supplement or table";
    case CitationRule::kChapter: return "chapter";
    case CitationRule::kComment: return "comment";
    case CitationRule::kFar: return "FAR";
    case CitationRule::kUsCode: return "U.S. Code";
    case CitationRule::kPublicLaw: return "public law";
    case CitationRule::kStatutes: return "Statutes at Large";
    case CitationRule::kFederalRegister: return "Federal Register";
    case CitationRule::kPresident: return "presidential document";
    case CitationRule::kRin: return "RIN";
  }
  return "";
}

std::string_view NameOf(CitationBasis basis) {
  switch (basis) {
    case CitationBasis::kText: return "said in full";
    case CitationBasis::kContext: return "context";
    case CitationBasis::kHolder: return "holder named after it";
    case CitationBasis::kWordsBefore: return "words before it";
    case CitationBasis::kWordsAfter: return "words after it";
    case CitationBasis::kLastSection: return "section cited last";
    case CitationBasis::kBlock: return "clause or definition around it";
  }
  return "";
}

class CitationFinder::Impl {
 public:
  std::span<const Citation> Find(std::string_view text, std::string_view context,
                                 std::span<const std::string_view> ancestors) {
    // Many texts cite nothing: their context is not needed.
    citation::AnchorScanner scanner(text);
    const size_t first = scanner.Next(0);
    if (first == citation::AnchorScanner::kNone && !context.starts_with(kBareNumbers)) return {};
    SetAncestors(ancestors);
    citation::ReadContext(context, around_, context_);
    return reader_.Read(text, scanner, first, context_);
  }

 private:
  // The texts of a division have the same ancestors, so these are read once.
  void SetAncestors(std::span<const std::string_view> ancestors) {
    const auto same = [](std::string_view a, const std::string& b) { return a == b; };
    if (std::equal(ancestors.begin(), ancestors.end(), ancestors_.begin(), ancestors_.end(), same)) return;
    ancestors_.assign(ancestors.begin(), ancestors.end());
    around_ = citation::SurroundingsOf(ancestors_);
  }

  std::vector<std::string> ancestors_;
  citation::Surroundings around_;  // into ancestors_
  citation::Context context_;
  citation::CitationReader reader_;
};

CitationFinder::CitationFinder() : impl_(std::make_unique<Impl>()) {}
CitationFinder::~CitationFinder() = default;
CitationFinder::CitationFinder(CitationFinder&&) noexcept = default;
CitationFinder& CitationFinder::operator=(CitationFinder&&) noexcept = default;

std::span<const Citation> CitationFinder::Find(std::string_view text, std::string_view context,
                                               std::span<const std::string_view> ancestors) {
  return impl_->Find(text, context, ancestors);
}

}  // namespace reg2graph
