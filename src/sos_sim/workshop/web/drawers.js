"use strict";
window.SOS = window.SOS || {};
SOS.panels = SOS.panels || [];
