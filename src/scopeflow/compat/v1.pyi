from scopeflow import *
