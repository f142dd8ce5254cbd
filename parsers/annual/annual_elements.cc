#include "parsers/annual/annual_elements.h"

namespace reg2graph {
namespace {

constexpr Element kElements[] = {
    {"PART", Role::kDivision, DivisionType::kPart},
    {"SUBPART", Role::kDivision, DivisionType::kSubpart},
    {"SUBJGRP", Role::kDivision, DivisionType::kSubjectGroup},
    {"SECTION", Role::kDivision, DivisionType::kSection},
    {"APPENDIX", Role::kDivision, DivisionType::kAppendix},
    {"SECTNO", Role::kHead},
    {"SUBJECT", Role::kHead},
    {"RESERVED", Role::kHead},
    {"HD", Role::kHead},
    {"EFFDNOTP", Role::kNote},
    {"REVTXT", Role::kNote},
    {"GPH", Role::kWrapper},
    {"GID", Role::kImage},
    {"MID", Role::kImage},
    {"TDESC", Role::kRow},
    {"TTITLE", Role::kRow},
    {"BOXHD", Role::kWrapper},
    {"EXT-XREF", Role::kInline},
    {"CONTENTS", Role::kAside},
    {"TOC", Role::kAside},
    {"CFRTOC", Role::kAside},
    {"FMTR", Role::kAside},
    {"BMTR", Role::kAside},
    {"EAR", Role::kAside},
    {"LRH", Role::kAside},
    {"RRH", Role::kAside},
    {"OMBNOS", Role::kAside},
    {"PRTPAGE", Role::kAside},
    {"PI", Role::kAside},
};

constexpr ElementTable kTable({kElements});

}  // namespace

const ElementTable& AnnualElements() { return kTable; }

}  // namespace reg2graph
