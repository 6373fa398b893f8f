"use strict";
window.SOS = window.SOS || {};
